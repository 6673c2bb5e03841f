"""Speed of public pages as a ratio to the smallest Django answer of the same minute: ./portal bench"""
