"""Ring 3: the shapes that cross the wire: HTTP bodies, queue messages, the policy document."""
