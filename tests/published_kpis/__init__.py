"""What real landlords published about their own targets, as charter files and results files of the portal."""
