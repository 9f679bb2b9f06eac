package org.headgate.profile.ts013.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The files of a pack, by their names: from a zip, or from the folder that a zip is made of. */
record PackFile(Map<String, byte[]> files) {
    static final String SUFFIX = ".devicepack";
    static final String DESCRIPTION = "pack.json";
    private static final int MOST_FILES = 64;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    static PackFile zip(Path file) throws IOException, PackFault {
        Map<String, byte[]> files = new HashMap<>();
        int left = MOST_BYTES;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    byte[] content = read(zip, left);
                    left -= content.length;
                    put(files, entry.getName(), content);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new PackFault("pack_broken", "A name in the zip is not UTF-8.");
        }
        if (!files.containsKey(DESCRIPTION)) {
            throw new PackFault("pack_broken", "It is no zip with a " + DESCRIPTION + " at its top.");
        }
        return new PackFile(files);
    }

    static PackFile folder(Path folder) throws IOException, PackFault {
        Map<String, byte[]> files = new HashMap<>();
        int left = MOST_BYTES;
        try (var list = Files.newDirectoryStream(folder, path -> Files.isRegularFile(path))) {
            for (Path file : list) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && !name.endsWith(SUFFIX)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        byte[] content = read(in, left);
                        left -= content.length;
                        put(files, name, content);
                    }
                }
            }
        }
        return new PackFile(files);
    }

    /** One file more, or another content of one. */
    PackFile with(String name, byte[] content) throws PackFault {
        Map<String, byte[]> more = new HashMap<>(files);
        more.remove(name);
        put(more, name, content);
        return new PackFile(more);
    }

    byte[] bytes(String name) throws PackFault {
        byte[] content = files.get(name);
        if (content == null) {
            throw new PackFault("pack_broken", "There is no file " + name + " in it.");
        }
        return content;
    }

    String text(String name) throws PackFault {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(name)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new PackFault("pack_broken", name + " is not UTF-8.");
        }
    }

    private static byte[] read(InputStream in, int most) throws IOException, PackFault {
        byte[] content = in.readNBytes(most + 1);
        if (content.length > most) {
            throw new PackFault("pack_too_large", "Its files have more than " + MOST_BYTES / 1024 + " KiB.");
        }
        return content;
    }

    private static void put(Map<String, byte[]> files, String name, byte[] content) throws PackFault {
        if (files.size() == MOST_FILES) {
            throw new PackFault("pack_too_large", "It has more than " + MOST_FILES + " files.");
        }
        if (files.put(name, content) != null) {
            throw new PackFault("pack_broken", "It holds " + name + " twice.");
        }
    }
}
