"""The API's description: an OpenAPI document made from the code, and a page for people made from the document."""
