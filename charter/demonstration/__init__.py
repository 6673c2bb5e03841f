"""The demonstration: an invented landlord, its charter and three years of figures, always the same."""
