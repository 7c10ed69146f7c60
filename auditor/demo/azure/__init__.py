"""The Azure half of the demonstration: what the town hall and its CCAS keep in two subscriptions of one Entra tenant."""
