"""The `leadgate` command: what people run from a shell."""
