"""What a command has to tell, as data: frozen dataclasses without any trace of how they are shown."""
