"""The playbook: what to start now, what waits for which signal, what is never built."""
