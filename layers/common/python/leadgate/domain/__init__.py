"""Ring 1: what a lead is and how it is decided; standard library only, pure functions, `now` is an argument."""
