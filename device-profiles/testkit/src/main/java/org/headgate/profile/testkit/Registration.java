package org.headgate.profile.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import javax.xml.parsers.DocumentBuilderFactory;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.ProfileProperties;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a profile's bundle tells the framework: without a component that provides {@link DeviceProfile}, it would be installed and understand nothing. */
final class Registration {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final List<String> NEEDED = List.of(
            ProfileProperties.ID, ProfileProperties.VERSION, ProfileProperties.TITLE, ProfileProperties.TRANSPORTS);

    private Registration() {}

    static void check(Class<?> profile) throws Exception {
        URI root = profile.getProtectionDomain().getCodeSource().getLocation().toURI();
        URL bundle = root.toString().endsWith("/") ? root.toURL() : new URL("jar:" + root + "!/");
        Element component = component(bundle);
        assertNotNull(
                component,
                "the manifest's Service-Component names no component that provides the service "
                        + DeviceProfile.class.getName()
                        + ": annotate one with @Component, and build the bundle with bnd");
        Map<String, String> properties = properties(component);
        assertEquals(
                List.of(),
                NEEDED.stream()
                        .filter(key -> properties.getOrDefault(key, "").isBlank())
                        .toList(),
                "service properties that the profile does not have");
    }

    private static @Nullable Element component(URL bundle) throws Exception {
        for (String file : components(bundle)) {
            try (InputStream in = new URL(bundle, file).openStream()) {
                Document document = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(in);
                Element component = document.getDocumentElement();
                if (provided(component).contains(DeviceProfile.class.getName())) {
                    return component;
                }
            }
        }
        return null;
    }

    private static List<String> components(URL bundle) throws IOException {
        try (InputStream in = new URL(bundle, MANIFEST).openStream()) {
            String header = new Manifest(in).getMainAttributes().getValue("Service-Component");
            return header == null ? List.of() : List.of(header.strip().split("\\s*,\\s*"));
        }
    }

    private static List<String> provided(Element component) {
        List<String> values = new ArrayList<>();
        NodeList elements = component.getElementsByTagName("provide");
        for (int i = 0; i < elements.getLength(); i++) {
            values.add(((Element) elements.item(i)).getAttribute("interface"));
        }
        return values;
    }

    /** One value is an attribute, several are lines of the text. */
    private static Map<String, String> properties(Element component) {
        Map<String, String> properties = new HashMap<>();
        NodeList elements = component.getElementsByTagName("property");
        for (int i = 0; i < elements.getLength(); i++) {
            Element each = (Element) elements.item(i);
            properties.put(each.getAttribute("name"), each.getAttribute("value") + each.getTextContent());
        }
        return properties;
    }
}
