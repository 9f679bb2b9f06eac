package org.headgate.checks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a bundle's jar says: its manifest, its components, its metatype. */
record Bundle(String name, Manifest manifest, List<Document> components, List<Document> metatypes) {

    static Bundle read(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            List<Document> components = new ArrayList<>();
            List<Document> metatypes = new ArrayList<>();
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (name.startsWith("OSGI-INF/metatype/") && name.endsWith(".xml")) {
                    metatypes.add(parse(jar, entry));
                } else if (name.startsWith("OSGI-INF/") && name.endsWith(".xml")) {
                    components.add(parse(jar, entry));
                }
            }
            Manifest manifest = jar.getManifest();
            String name = header(manifest, "Bundle-SymbolicName");
            return new Bundle(name.isEmpty() ? file.getFileName().toString() : name, manifest, components, metatypes);
        }
    }

    private static Document parse(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(jar.getName() + "!" + entry, e);
        }
    }

    String header(String name) {
        return header(manifest, name);
    }

    private static String header(Manifest manifest, String name) {
        String value = manifest.getMainAttributes().getValue(name);
        return value == null ? "" : value;
    }

    /** Names of packages in an {@code Import-Package} or {@code Export-Package} header. */
    List<String> packages(String header) {
        List<String> names = new ArrayList<>();
        for (String clause : header(header).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            String name = clause.split(";")[0].strip();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    /** PID or factory PID to what can be told to it. */
    Map<String, Ocd> designated() {
        Map<String, Ocd> found = new TreeMap<>();
        for (Document metatype : metatypes) {
            for (Element designate : elements(metatype, "Designate")) {
                boolean factory = !designate.getAttribute("factoryPid").isEmpty();
                String pid = designate.getAttribute(factory ? "factoryPid" : "pid");
                for (Element ocd : elements(metatype, "OCD")) {
                    found.put(pid, new Ocd(pid, factory, ocd));
                }
            }
        }
        return found;
    }

    static List<Element> elements(Document document, String name) {
        List<Element> elements = new ArrayList<>();
        NodeList nodes = document.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** An object class definition. */
    record Ocd(String pid, boolean factory, Element element) {

        List<Element> attributes() {
            List<Element> attributes = new ArrayList<>();
            NodeList nodes = element.getElementsByTagName("AD");
            for (int i = 0; i < nodes.getLength(); i++) {
                attributes.add((Element) nodes.item(i));
            }
            return attributes;
        }
    }
}
