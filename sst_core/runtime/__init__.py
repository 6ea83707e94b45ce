"""Engines that run the model's convolutions: PyTorch everywhere, OpenVINO on CPUs."""
