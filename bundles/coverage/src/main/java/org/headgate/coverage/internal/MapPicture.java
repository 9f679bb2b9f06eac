package org.headgate.coverage.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.headgate.coverage.internal.CoverageMap.Cell;
import org.jspecify.annotations.Nullable;

/** Cells as a picture, north up: the better the best signal, the warmer; grey where no strength was told. */
final class MapPicture {
    static final int WEAK = 0x2c7bb6;
    static final int STRONG = 0xd7191c;
    static final int UNTOLD = 0x808080;
    static final int PAPER = 0xffffff;

    private static final int[] SCALE = {WEAK, 0xabd9e9, 0xffffbf, 0xfdae61, STRONG};
    private static final double WEAKEST_DBM = -130;
    private static final double STRONGEST_DBM = -60;
    private static final int LONGER_SIDE = 1_024;
    private static final double MARGIN = 0.04;

    private MapPicture() {}

    static byte[] png(List<Cell> cells, Grid grid) {
        return draw(cells, grid).png();
    }

    /** An empty sheet where there are no cells. */
    static Picture draw(List<Cell> cells, Grid grid) {
        if (cells.isEmpty()) {
            return new Picture(LONGER_SIDE, LONGER_SIDE, PAPER);
        }
        List<List<Place>> shapes = new ArrayList<>();
        cells.forEach(cell -> shapes.add(CoverageMap.unwrapped(grid.corners(cell.cell()))));
        Frame frame = Frame.around(shapes);
        Picture picture = new Picture(frame.width(), frame.height(), PAPER);
        for (int i = cells.size() - 1; i >= 0; i--) {
            List<Place> shape = shapes.get(i);
            double[] xs = shape.stream().mapToDouble(frame::x).toArray();
            double[] ys = shape.stream().mapToDouble(frame::y).toArray();
            picture.fill(xs, ys, colour(cells.get(i).rssi()));
        }
        return picture;
    }

    static int colour(@Nullable Double rssiDbm) {
        if (rssiDbm == null) {
            return UNTOLD;
        }
        double share = (rssiDbm - WEAKEST_DBM) / (STRONGEST_DBM - WEAKEST_DBM);
        return SCALE[(int) Math.max(0, Math.min(SCALE.length - 1.0, Math.floor(share * SCALE.length)))];
    }

    /** An equirectangular map whose middle is true to scale. */
    private record Frame(double west, double north, double pixelsPerDegree, double narrowing, int width, int height) {

        static Frame around(List<List<Place>> shapes) {
            double west = 180;
            double east = -180;
            double south = 90;
            double north = -90;
            for (List<Place> shape : shapes) {
                for (Place corner : shape) {
                    west = Math.min(west, corner.longitude());
                    east = Math.max(east, corner.longitude());
                    south = Math.min(south, corner.latitude());
                    north = Math.max(north, corner.latitude());
                }
            }
            double narrowing = Math.max(0.01, StrictMath.cos(StrictMath.toRadians((north + south) / 2)));
            double wide = Math.max(1e-6, (east - west) * narrowing);
            double high = Math.max(1e-6, north - south);
            double margin = MARGIN * Math.max(wide, high);
            double scale = LONGER_SIDE / (Math.max(wide, high) + 2 * margin);
            return new Frame(
                    west - margin / narrowing,
                    north + margin,
                    scale,
                    narrowing,
                    (int) Math.ceil((wide + 2 * margin) * scale),
                    (int) Math.ceil((high + 2 * margin) * scale));
        }

        double x(Place place) {
            return (place.longitude() - west) * narrowing * pixelsPerDegree;
        }

        double y(Place place) {
            return (north - place.latitude()) * pixelsPerDegree;
        }
    }
}
