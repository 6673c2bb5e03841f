"""Forms of the figures; one module per page of the staff area."""
