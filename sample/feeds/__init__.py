"""What the field sends: case deliveries, event exports, platform exports and published figures."""
