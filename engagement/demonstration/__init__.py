"""What the people of the invented landlord said, and what came of it."""
