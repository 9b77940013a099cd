// The control protocol: filled in with the first messages.
