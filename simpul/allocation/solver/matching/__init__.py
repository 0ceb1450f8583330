"""Needs meet offers: optimal, explained, repairable. Start at `solve`."""
