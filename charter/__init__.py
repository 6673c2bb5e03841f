"""The project package and the lowest app: landlord, people, roles, audit, jobs, calendar, charter."""
