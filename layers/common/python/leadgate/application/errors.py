"""What use cases refuse, and why; the HTTP edge says which status each is."""


class ReusedKey(Exception):
    """The same Idempotency-Key came with another body."""


class Congested(Exception):
    """Too many writers changed the same lead at once; nothing was kept, the same request may be made again."""


class BadCursor(Exception):
    """A cursor that we did not hand out."""
