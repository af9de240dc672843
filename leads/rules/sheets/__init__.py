"""Files of rows, such as spreadsheets: how they are written, what stands in their columns, what each column means."""
