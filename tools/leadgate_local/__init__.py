"""The local stack: the real template, deployed by the real `sam deploy`, to an AWS on this machine."""
