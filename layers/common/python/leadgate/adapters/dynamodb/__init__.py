"""The ports that are made of one DynamoDB table."""
