"""The site for other programs: the same verbs as the pages, English in names, Indonesian in sentences."""
