"""The demonstration: a fictional commune's cloud estate, built in an emulator, then scanned, judged and reported like a real one."""
