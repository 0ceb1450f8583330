"""Questions about proposals, answered without database, clock or request."""
