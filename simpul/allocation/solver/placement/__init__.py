"""KKN placement: students into villages, so that the most important needs are met and every hard rule holds."""
