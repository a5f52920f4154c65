"""The APIs of the sources that post ids only."""
