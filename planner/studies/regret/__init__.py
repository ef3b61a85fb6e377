"""What it costs to have built for one case when another comes true."""
