"""A policy over many leads at once, in columns: for backtests, in tools only, never in a function."""
