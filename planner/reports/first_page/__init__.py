"""What the first page says, once for all that show it: Summary, HTML and PDF, Word and slides.

What to approve, what that buys against doing nothing, what is left of the worst disruption, what it costs, and what of
it is settled and what a convention. Who has not heard of the model reads it in two minutes.
"""
