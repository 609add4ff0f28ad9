"""The commands, one thin module each: options to a problem, a report, and its printing."""
