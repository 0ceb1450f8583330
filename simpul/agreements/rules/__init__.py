"""Questions about agreements answered without database, clock or request."""
