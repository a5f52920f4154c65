"""What form tools, ad networks and trackers post: how they sign it, and what it comes to."""
