"""Why a plan is as it is: what doing otherwise would cost."""
