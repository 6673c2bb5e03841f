"""The demonstration: an invented landlord, its charter and three years of figures, the same on every machine."""
