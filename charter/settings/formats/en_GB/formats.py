"""As GOV.UK writes a day; the time by 24 hours, because Django has no letter for the “pm” of “5:30pm”."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
