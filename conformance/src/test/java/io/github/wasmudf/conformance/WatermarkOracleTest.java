package io.github.wasmudf.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code watermark} against the JDK's {@code ImageIO}, which writes what goes in and reads what
 * comes out, pixel by pixel.
 */
@OnEachEngine
class WatermarkOracleTest {
  private static final long SEED = 20_261_127;

  /** Letters of the text {@code L-}: where their dots are, with six columns for each. */
  private static final String[] DOTS = {
    "#.....      ",
    "#.....      ",
    "#.....      ",
    "#.....#####.",
    "#.....      ",
    "#.....      ",
    "#####.      "
  };

  private static final int COLOR = 0x2040ff;
  private static final int OPACITY = 30;
  private static final String PARAMETERS =
      "{\"text\":\"l-\",\"opacity\":\"30\",\"color\":\"2040ff\"}";

  @RegisterExtension final TestedPlugin plugin;

  WatermarkOracleTest(String engine) {
    plugin = new TestedPlugin("watermark", engine);
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static BufferedImage random(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(SEED + type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(3) == 0 ? random.nextInt() : 0x80_30_60_90);
      }
    }
    return image;
  }

  /** What the file says of a pixel: of grey the sample itself, and not what a screen would show. */
  private static int pixel(BufferedImage image, int x, int y) {
    int bands = image.getRaster().getNumBands();
    if (image.getColorModel().getNumColorComponents() > 1) {
      return image.getRGB(x, y);
    }
    int grey = image.getRaster().getSample(x, y, 0);
    int alpha = bands > 1 ? image.getRaster().getSample(x, y, 1) : 255;
    return (alpha << 24) | (grey << 16) | (grey << 8) | grey;
  }

  private static boolean isDot(int x, int y, int width, int height) {
    int scale = Math.max(1, Math.min(width / 13, height / 9 / 2));
    int column = Math.floorDiv(x - (width - 13 * scale), scale);
    int row = Math.floorDiv(y - (height - 8 * scale), scale);
    return column >= 0 && row >= 0 && row < 7 && column < 12 && DOTS[row].charAt(column) == '#';
  }

  private static int marked(int pixel) {
    int mixed = Math.max(pixel >>> 24, 255 * OPACITY / 100) << 24;
    for (int shift = 0; shift <= 16; shift += 8) {
      int sum =
          ((COLOR >> shift) & 255) * OPACITY + ((pixel >> shift) & 255) * (100 - OPACITY) + 50;
      mixed |= (sum / 100) << shift;
    }
    return mixed;
  }

  private void assertMarked(byte[] png) throws IOException {
    BufferedImage before = image(png);
    BufferedImage after = image(plugin.answer(PARAMETERS, png).orElseThrow());
    int width = before.getWidth();
    int height = before.getHeight();
    assertThat(after.getWidth()).isEqualTo(width);
    assertThat(after.getHeight()).isEqualTo(height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = pixel(before, x, y);
        int expected = isDot(x, y, width, height) ? marked(pixel) : pixel;
        assertThat(Integer.toHexString(after.getRGB(x, y)))
            .as("%d, %d of %d x %d", x, y, width, height)
            .isEqualTo(Integer.toHexString(expected));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY
      })
  void everyPixel_isAsItWas_orMixedWithTheMark(int type) throws IOException {
    assertMarked(png(random(type, 67, 53)));
    assertMarked(png(random(type, 13, 18)));
    // Smaller than the text: what has no room is left out.
    assertMarked(png(random(type, 9, 5)));
    assertMarked(png(random(type, 1, 1)));
  }

  /** What compresses well comes in dynamic codes with distances, and in more than one block. */
  @Test
  void largeImage_isReadAndWritten() throws IOException {
    BufferedImage image = new BufferedImage(640, 300, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 640; x++) {
        image.setRGB(x, y, (x / 7 * 31 + y / 11 * 17) * 0x010305);
      }
    }
    BufferedImage after = image(plugin.answer(PARAMETERS, png(image)).orElseThrow());
    for (int x = 0; x < 640; x++) {
      assertThat(after.getRGB(x, 20)).isEqualTo(image.getRGB(x, 20));
    }
    int scale = Math.min(640 / 13, 300 / 18);
    int left = 640 - 13 * scale;
    assertThat(after.getRGB(left, 299 - scale)).isEqualTo(marked(image.getRGB(left, 299 - scale)));
  }

  @Test
  void whatIsNoImageOfItsKind_isRefused_andNothingBreaks() throws IOException {
    byte[] good = png(random(BufferedImage.TYPE_INT_RGB, 20, 20));
    plugin.assertAnswers(null, new byte[0], Optional.empty());
    plugin.assertAnswers("{\"text\":\"ä\"}", good, Optional.empty());
    plugin.assertAnswers("{\"opacity\":\"0\"}", good, Optional.empty());
    plugin.assertAnswers("{\"color\":\"blue\"}", good, Optional.empty());
    plugin.assertAnswers(
        null, png(new BufferedImage(9, 9, BufferedImage.TYPE_USHORT_GRAY)), Optional.empty());
    Random random = new Random(SEED);
    for (int i = 0; i < 300; i++) {
      // A sum of the chunk's bytes finds each of them.
      byte[] broken = good.clone();
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      plugin.assertAnswers(null, broken, Optional.empty());
      plugin.assertAnswers(
          null, Arrays.copyOf(good, random.nextInt(good.length)), Optional.empty());
    }
    assertMarked(good);
  }
}
