# The flask command finds the application by this, from the checkout.
FLASK_APP=wsgi.py
