"""The demonstration: the founding cases, made by the same actions people use."""
