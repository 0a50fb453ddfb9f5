"""What lies where in a body: shapes in millimetres, left is +x, back +y, head +z."""
