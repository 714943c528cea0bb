"""The documents of invoices: found again in kept flows, composed, packed for downloading.

``extraction`` takes documents out of a flow file; ``drawing`` notes the content and the documents
of an invoice the first time somebody asks for them; ``composing`` writes PDFs with ``typst``;
``pivot`` writes the XML that recipients receive; ``packing`` makes one file of several invoices;
``reading`` finds in a PDF what it says of an invoice.
"""
