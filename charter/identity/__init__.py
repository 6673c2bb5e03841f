"""Signing in where the sign-in package ends: letters, limits of guessing and sessions, passwords, links."""
