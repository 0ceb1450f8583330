"""The only code that changes proposals, screenings, dispositions, plans and letters: one file for each part of the way."""
