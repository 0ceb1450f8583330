"""Stories: each begins with its script in prose and only clicks, as a person would. Nothing of simpul is imported here."""
