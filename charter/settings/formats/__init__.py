"""How Django writes days and times where no template says it, such as in its administration."""
