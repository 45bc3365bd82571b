"""What happens to a person in the programme: screening, plan, services, and the case records."""
