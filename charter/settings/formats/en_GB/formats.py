"""As GOV.UK writes a day, and the 24 hours of every other page of the portal."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
