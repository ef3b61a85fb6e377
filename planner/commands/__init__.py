"""Commands that the command line imports only when they are called: a module and a function of one name for each."""
