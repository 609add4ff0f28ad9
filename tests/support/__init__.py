"""What tests of several rooms share: calls of the command, formulas at random, references of the table."""
