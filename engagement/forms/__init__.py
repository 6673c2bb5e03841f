"""The forms of what tenants say and do."""
