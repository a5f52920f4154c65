"""Ring 2: use cases as functions that take their ports by keyword."""
