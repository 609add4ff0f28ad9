"""The words of errors and findings, made from their fields in one place."""
